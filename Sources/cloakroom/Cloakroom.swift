import ArgumentParser

@main
struct CloakroomCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cloakroom")
}
