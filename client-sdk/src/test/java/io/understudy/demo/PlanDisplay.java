package io.understudy.demo;

import io.understudy.client.model.CheckResult;
import io.understudy.client.model.CheckSeverity;
import io.understudy.client.model.JobPlan;
import io.understudy.client.model.PlannedStep;

/// Shows a plan: the checks in one line and whatever is wrong, then every step.
record PlanDisplay(Screen screen) {
    void show(JobPlan plan) {
        screen.line(
                "  %d checks: %d fine, %d to be warned of, %d in the way",
                plan.getChecks().size(),
                count(plan, CheckSeverity.OK),
                count(plan, CheckSeverity.WARNING),
                count(plan, CheckSeverity.BLOCKING));
        plan.getChecks().stream()
                .filter(check -> check.getSeverity() != CheckSeverity.OK)
                .forEach(this::line);
        plan.getSteps().forEach(this::line);
        screen.line(
                "  restarts PostgreSQL on the primary: %s; copies %s",
                plan.getRestartsPrimary() ? "yes" : "no",
                plan.getBytesToCopy() == 0 ? "nothing" : Screen.bytes(plan.getBytesToCopy()));
    }

    private static long count(JobPlan plan, CheckSeverity severity) {
        return plan.getChecks().stream()
                .filter(check -> check.getSeverity() == severity)
                .count();
    }

    private void line(CheckResult check) {
        screen.line(
                "  %-9s %-8s %-33s %s: %s. %s",
                check.getSeverity(),
                check.getHost(),
                check.getName(),
                check.getCode(),
                check.getDetail(),
                check.getRemedy());
    }

    private void line(PlannedStep step) {
        screen.line(
                "  %-9s %-8s %-33s %s",
                step.getAction(), step.getHost(), step.getName(), step.getSummary() == null ? "" : step.getSummary());
    }
}
